FROM debian:12
ENTRYPOINT ["java", "-jar", "x.jar"]
