FORM {{ image }}
RUNN a
