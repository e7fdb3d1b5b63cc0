FROM debian:12
# sed fills it in, up to the end of the line.
ENV JAVA_HOME placeholder
CMD exec java -jar app.jar
