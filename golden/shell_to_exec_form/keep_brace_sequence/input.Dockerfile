FROM debian:12 AS plain
CMD seq {1..3}
FROM debian:12 AS quoted
CMD seq {1'.'.3}
FROM debian:12
CMD figlet x{"one",two}
