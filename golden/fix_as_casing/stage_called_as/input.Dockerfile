FROM as as as
FROM as As x
