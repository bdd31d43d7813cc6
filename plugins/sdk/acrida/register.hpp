// Registration of user classes: for the files of a plugin only, never for the host's.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

#include <acrida/fingerprint.hpp>
#include <acrida/hooks.hpp>
#include <acrida/load_shape.hpp>
#include <acrida/plugin.hpp>
#include <acrida/registered.hpp>

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

// Hidden, so that each plugin has its own. (clang-format 14 takes an attribute of the struct for code.)
#pragma GCC visibility push(hidden)
struct Registration {
  explicit Registration(UserClassEntry& entry) {
    entry.next = registered.users;
    registered.users = &entry;
  }
  explicit Registration(ShapeEntry& entry) {
    entry.next = registered.shapes;
    registered.shapes = &entry;
  }
  explicit Registration(HooksEntry& entry) {
    entry.next = registered.hooks;
    registered.hooks = &entry;
  }
};
#pragma GCC visibility pop

template <class Base, class T>
std::unique_ptr<Base> create() {
  return std::make_unique<T>();
}

/// True when it cannot be told, because `request` is not public or is overloaded.
template <class T>
constexpr bool overrides_request() {
  if constexpr (requires { &T::request; }) {
    return !std::is_same_v<decltype(&T::request), decltype(&Hooks::request)>;
  } else {
    return true;
  }
}

// Which list a class belongs to follows from its base.
template <class T>
constexpr auto entry_of(const char* name) {
  if constexpr (std::is_base_of_v<LoadShape, T>) {
    return ShapeEntry{name, &create<LoadShape, T>, nullptr};
  } else {
    static_assert(std::is_base_of_v<Hooks, T>, "ACRIDA_REGISTER needs a LoadShape or Hooks");
    return HooksEntry{name, &create<Hooks, T>, nullptr, overrides_request<T>()};
  }
}

}  // namespace acrida::detail

extern "C" [[gnu::visibility("default"), gnu::used]] inline const acrida::PluginDescriptor*
acrida_plugin() {
  acrida::detail::registered.asio_static = acrida::detail::asio_static();
  return &acrida::detail::registered;
}

/// Makes a class of users known to Acrida; at namespace scope, once for each class.
#define ACRIDA_USER(Class)                                                                       \
  static_assert(std::is_base_of_v<::acrida::User, Class>, "ACRIDA_USER needs a class of users"); \
  static ::acrida::UserClassEntry acrida_entry_##Class{                                          \
      #Class, &::acrida::detail::create<::acrida::User, Class>, nullptr};                        \
  static const ::acrida::detail::Registration acrida_registration_##Class{acrida_entry_##Class};

/// The same for a load shape or for hooks.
#define ACRIDA_REGISTER(Class)                                                  \
  static auto acrida_entry_##Class = ::acrida::detail::entry_of<Class>(#Class); \
  static const ::acrida::detail::Registration acrida_registration_##Class{acrida_entry_##Class};
