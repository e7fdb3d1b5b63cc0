from debian:12
enntrypoint ["a"]
Workdri /srv
