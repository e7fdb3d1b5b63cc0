FROM deb\
ian
