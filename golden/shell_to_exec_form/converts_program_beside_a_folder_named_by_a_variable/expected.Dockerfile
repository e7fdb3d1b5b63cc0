FROM eclipse-temurin:21
ENV JAVA_HOME=/opt/java/openjdk
COPY --from=build /javaruntime $JAVA_HOME
CMD ["java", "-jar", "/opt/app/app.jar"]
