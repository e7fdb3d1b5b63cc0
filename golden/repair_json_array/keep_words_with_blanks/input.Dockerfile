FROM debian:12
CMD ['npm start']
ENTRYPOINT ["java" "-jar x.jar"]
