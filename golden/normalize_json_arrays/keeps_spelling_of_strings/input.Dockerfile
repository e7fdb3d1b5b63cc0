FROM debian:12
CMD ["\u0061","\/bin\/sh" , "a\tb","  two  blanks , [ ] ","\"" ]
