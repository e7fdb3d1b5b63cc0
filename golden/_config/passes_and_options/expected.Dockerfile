from debian
label maintainer="somebody"
copy a /a
cmd nginx
