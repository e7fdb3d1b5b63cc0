FROM eclipse-temurin:21
ENV JAVA_OPTS="-Xmx512m"
CMD java $JAVA_OPTS -jar /app.jar
