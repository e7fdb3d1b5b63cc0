FROM debian:12
<<<<<<< HEAD
RUNN a
=======
RUN b
>>>>>>> x
