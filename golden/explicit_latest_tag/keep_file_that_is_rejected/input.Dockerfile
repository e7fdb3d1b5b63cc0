FROM debian
RUNN a
