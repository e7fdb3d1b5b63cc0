from debian
cmd nginx
