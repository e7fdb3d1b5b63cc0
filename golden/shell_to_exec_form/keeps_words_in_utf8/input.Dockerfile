FROM debian:12
CMD figlet 'Grüß Gott' 日本語 naïve 🚢
