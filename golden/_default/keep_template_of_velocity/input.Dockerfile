FROM debian:12
#if( $debug )
ENV MODE debug
#else
ENV MODE release
#end
CMD app
