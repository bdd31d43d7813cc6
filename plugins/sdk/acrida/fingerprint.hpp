// The fingerprint: what a plugin and its host must have in common, as one line of text.
#pragma once

#include <boost/version.hpp>

#include <acrida/version.hpp>  // generated: ACRIDA_VERSION, ACRIDA_SDK_HASH

// C++ objects and coroutines cross the boundary, so all of this must be equal on both sides.
#define ACRIDA_DETAIL_TEXT_OF(x) #x
#define ACRIDA_DETAIL_TEXT(x) ACRIDA_DETAIL_TEXT_OF(x)
#if defined(__SANITIZE_ADDRESS__)
#define ACRIDA_DETAIL_SANITIZER " asan"
#elif defined(__SANITIZE_THREAD__)
#define ACRIDA_DETAIL_SANITIZER " tsan"
#else
#define ACRIDA_DETAIL_SANITIZER ""
#endif
#if defined(__clang__)
#define ACRIDA_DETAIL_COMPILER "clang "
#else
#define ACRIDA_DETAIL_COMPILER "g++ "
#endif

namespace acrida {

inline constexpr char kFingerprint[] =
    "acrida " ACRIDA_VERSION " sdk " ACRIDA_SDK_HASH " " ACRIDA_DETAIL_COMPILER __VERSION__
    " c++ " ACRIDA_DETAIL_TEXT(__cplusplus) " boost " BOOST_LIB_VERSION
                                            " abi " ACRIDA_DETAIL_TEXT(_GLIBCXX_USE_CXX11_ABI)
                                                ACRIDA_DETAIL_SANITIZER;

/// The owner name and type of the ELF note that carries the fingerprint in a plugin's file, so that
/// it is read before any code of the plugin runs.
inline constexpr char kNoteName[] = "Acrida";
inline constexpr unsigned kNoteType = 1;

}  // namespace acrida
