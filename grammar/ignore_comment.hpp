// Comments that tell drydock or hadolint what to leave alone.
#pragma once

#include <tao/pegtl.hpp>

namespace drydock::grammar::ignore_comment {

namespace pegtl = tao::pegtl;

struct blanks : pegtl::star<pegtl::blank> {};
/// name = 1*( ALPHA / DIGIT / "_" / "-" / "/" ) / "*"     ; a pass, a rule, or all of them
struct name : pegtl::sor<pegtl::plus<pegtl::sor<pegtl::alnum, pegtl::one<'_', '-', '/'>>>, pegtl::one<'*'>> {};
/// names = name *( "," name ), with blanks around the commas
struct names : pegtl::list<name, pegtl::seq<blanks, pegtl::one<','>, blanks>> {};
struct drydock_tool : TAO_PEGTL_STRING("drydock") {};
struct hadolint_tool : TAO_PEGTL_STRING("hadolint") {};
struct global_word : pegtl::seq<TAO_PEGTL_STRING("global"), pegtl::plus<pegtl::blank>> {};
/// The words that make a comment one of these; whatever follows has to read as names.
struct opening : pegtl::seq<pegtl::one<'#'>, blanks, pegtl::sor<drydock_tool, hadolint_tool>, pegtl::plus<pegtl::blank>,
                            pegtl::opt<global_word>, TAO_PEGTL_STRING("ignore"), pegtl::not_at<pegtl::alnum>> {};
/// ignore = opening "=" names [ blank text ]              ; the text gives the reason
struct ignore
    : pegtl::seq<opening, blanks, pegtl::one<'='>, blanks, names, pegtl::sor<pegtl::at<pegtl::space>, pegtl::eof>> {};

}  // namespace drydock::grammar::ignore_comment
