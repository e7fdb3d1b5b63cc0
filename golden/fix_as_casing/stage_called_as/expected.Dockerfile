FROM as AS as
FROM as AS x
