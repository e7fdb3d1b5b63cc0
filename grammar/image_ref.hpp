// Names of images, in full: with the registry and the path that the short names of Docker Hub stand for. The language
// of github.com/distribution/reference (regexp.go, referencePat), with the digests that
// github.com/opencontainers/go-digest takes.
#pragma once

#include <tao/pegtl.hpp>

namespace drydock::grammar::image_ref {

namespace pegtl = tao::pegtl;

/// lower = %x61-7A / DIGIT
/// lower-hex = DIGIT / %x61-66
/// word = ALPHA / DIGIT / "_"
struct lower : pegtl::sor<pegtl::range<'a', 'z'>, pegtl::digit> {};
struct lower_hex : pegtl::sor<pegtl::digit, pegtl::range<'a', 'f'>> {};
struct word : pegtl::sor<pegtl::alnum, pegtl::one<'_'>> {};

/// label = alnum *( *"-" alnum )
struct label : pegtl::seq<pegtl::plus<pegtl::alnum>,
                          pegtl::star<pegtl::plus<pegtl::one<'-'>>, pegtl::plus<pegtl::alnum>>> {};
/// host-name = label *( "." label )     ; also IPv4 addresses
/// address = "[" 1*( HEXDIG / ":" ) "]"
/// port = ":" 1*DIGIT
struct host_name : pegtl::list<label, pegtl::one<'.'>> {};
struct address
    : pegtl::seq<pegtl::one<'['>, pegtl::plus<pegtl::sor<pegtl::xdigit, pegtl::one<':'>>>, pegtl::one<']'>> {};
struct port : pegtl::seq<pegtl::one<':'>, pegtl::plus<pegtl::digit>> {};

/// domain = ( host-name / address ) [ port ]     ; only where "/" follows
struct domain : pegtl::seq<pegtl::sor<host_name, address>, pegtl::opt<port>, pegtl::at<pegtl::one<'/'>>> {};

/// separator = "." / "_" / "__" / 1*"-"
/// component = 1*lower *( separator 1*lower )
/// path = component *( "/" component )
struct separator : pegtl::sor<pegtl::one<'.'>, pegtl::seq<pegtl::one<'_'>, pegtl::opt<pegtl::one<'_'>>>,
                              pegtl::plus<pegtl::one<'-'>>> {};
struct component : pegtl::list<pegtl::plus<lower>, separator> {};
struct path : pegtl::list<component, pegtl::one<'/'>> {};

/// tag = word *127( word / "." / "-" )
struct tag : pegtl::seq<word, pegtl::rep_opt<127, pegtl::sor<word, pegtl::one<'.', '-'>>>> {};

/// digest = "sha256:" 64lower-hex / "sha384:" 96lower-hex / "sha512:" 128lower-hex
struct digest
    : pegtl::sor<pegtl::seq<pegtl::string<'s', 'h', 'a', '2', '5', '6', ':'>, pegtl::rep<64, lower_hex>>,
                 pegtl::seq<pegtl::string<'s', 'h', 'a', '3', '8', '4', ':'>, pegtl::rep<96, lower_hex>>,
                 pegtl::seq<pegtl::string<'s', 'h', 'a', '5', '1', '2', ':'>, pegtl::rep<128, lower_hex>>> {};

/// reference = [ domain "/" ] path [ ":" tag ] [ "@" digest ] end
///
/// What could be a domain is one: without it the rest would have to be read the same way, so there is no way back.
struct reference
    : pegtl::seq<pegtl::opt<domain, pegtl::one<'/'>>, path, pegtl::opt<pegtl::one<':'>, tag>,
                 pegtl::opt<pegtl::one<'@'>, digest>, pegtl::eof> {};

/// identifier = 64lower-hex end     ; names an image by its sum, and so is no name
struct identifier : pegtl::seq<pegtl::rep<64, lower_hex>, pegtl::eof> {};

}  // namespace drydock::grammar::image_ref
