ARG BASE=scratch
FROM debian:12 AS scratch
FROM $BASE
