FROM {{ image }}  
RUN a  
