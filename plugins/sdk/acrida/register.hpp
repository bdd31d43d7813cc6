// Registration of user classes: for the files of a plugin only, never for the host's.
#pragma once

#include <cstdint>
#include <memory>

#include <acrida/fingerprint.hpp>
#include <acrida/plugin.hpp>

namespace acrida::detail {

// The ELF note that the loader reads before dlopen(3).
struct FingerprintNote {
  std::uint32_t name_bytes = sizeof(kNoteName);
  std::uint32_t text_bytes = sizeof(kFingerprint);
  std::uint32_t type = kNoteType;
  char name[(sizeof(kNoteName) + 3) / 4 * 4] = {'A', 'c', 'r', 'i', 'd', 'a'};
  char text[(sizeof(kFingerprint) + 3) / 4 * 4] = {};
  constexpr FingerprintNote() {
    for (std::size_t i = 0; i < sizeof(kFingerprint); ++i) text[i] = kFingerprint[i];
  }
};
[[gnu::section(".note.acrida"), gnu::used]] alignas(4) static constexpr FingerprintNote kNote{};

// Hidden: each plugin has its own list, whatever else is loaded.
[[gnu::visibility("hidden")]] inline constinit const UserClassEntry* registered_users = nullptr;

struct [[gnu::visibility("hidden")]] Registration{
    explicit Registration(UserClassEntry & entry){entry.next = registered_users;
registered_users = &entry;
}  // namespace acrida::detail
}
;

[[gnu::visibility("hidden")]] inline constinit PluginDescriptor descriptor{nullptr, nullptr};

template <class T>
std::unique_ptr<User> create_user() {
  static_assert(std::is_base_of_v<User, T>, "ACRIDA_USER needs a class derived from acrida::User");
  return std::make_unique<T>();
}

}  // namespace acrida::detail

extern "C" [[gnu::visibility("default"), gnu::used]] inline const acrida::PluginDescriptor*
acrida_plugin() {
  acrida::detail::descriptor = {acrida::detail::asio_static(), acrida::detail::registered_users};
  return &acrida::detail::descriptor;
}

/// Makes a class of users known to Acrida; at namespace scope, once for each class.
#define ACRIDA_USER(Class)                                     \
  static ::acrida::UserClassEntry acrida_entry_##Class{        \
      #Class, &::acrida::detail::create_user<Class>, nullptr}; \
  static const ::acrida::detail::Registration acrida_registration_##Class{acrida_entry_##Class};
