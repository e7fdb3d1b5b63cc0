FROM debian:12  
ENV A b c 	 
ENV D="e "  
WORKDIR /srv 
RUN echo a   
MAINTAINER Me <me@example.com> 
CMD ["a"] 
