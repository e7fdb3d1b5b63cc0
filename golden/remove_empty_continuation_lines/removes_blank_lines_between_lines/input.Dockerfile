FROM debian:12
RUN apt-get update \

    && apt-get install -y \


      curl \
  
      git
ENV A=b \
	
    C=d
