// The fingerprint note: a bounds-checked walk over the ELF program headers, see elf(5).
#include "core/loader/fingerprint_note.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <elf.h>
#include <fstream>
#include <optional>
#include <vector>

#include <acrida/fingerprint.hpp>

namespace acrida {
namespace {

constexpr std::size_t kMaxNoteSegmentBytes = 1 << 20;
constexpr std::size_t kMaxFingerprintBytes = 1024;

template <class T>
bool read_at(std::ifstream& file, std::uint64_t offset, T& value) {
  file.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(file.read(reinterpret_cast<char*>(&value), sizeof value));
}

std::size_t padded(std::size_t bytes) {
  return (bytes + 3) / 4 * 4;
}

// Adds the fingerprints of one PT_NOTE segment.
void collect_notes(const std::vector<char>& segment, std::vector<std::string>& found) {
  std::size_t at = 0;
  while (segment.size() - at >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr header;
    std::memcpy(&header, segment.data() + at, sizeof header);
    at += sizeof header;
    const std::size_t left = segment.size() - at;
    if (header.n_namesz > left || header.n_descsz > left) return;
    const std::size_t name_bytes = padded(header.n_namesz);
    if (name_bytes + header.n_descsz > left) return;
    const char* name = segment.data() + at;
    const char* text = name + name_bytes;
    if (header.n_type == kNoteType && header.n_namesz == sizeof(kNoteName) &&
        std::memcmp(name, kNoteName, sizeof(kNoteName)) == 0 &&
        header.n_descsz <= kMaxFingerprintBytes)
      found.emplace_back(text, strnlen(text, header.n_descsz));
    at += std::min(left, name_bytes + padded(header.n_descsz));
  }
}

}  // namespace

Result<std::string> read_fingerprint(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path + ": " + std::strerror(errno) + "; check the path of the test"};
  Elf64_Ehdr header{};
  if (!read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN ||
      header.e_phentsize != sizeof(Elf64_Phdr))
    return Error{path + ": not a shared library; make one with `acrida build TEST.cpp`"};
  std::vector<std::string> found;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    if (!read_at(file, header.e_phoff + i * sizeof segment, segment)) break;
    if (segment.p_type != PT_NOTE || segment.p_filesz > kMaxNoteSegmentBytes) continue;
    std::vector<char> bytes(segment.p_filesz);
    file.seekg(static_cast<std::streamoff>(segment.p_offset));
    if (file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
      collect_notes(bytes, found);
    file.clear();
  }
  if (found.empty())
    return Error{path + ": a shared library, but no Acrida test: it has no ACRIDA_USER"};
  const auto other = std::find_if(found.begin(), found.end(),
                                  [&](const std::string& note) { return note != found.front(); });
  if (other != found.end())
    return Error{path + ": its files were built with different SDKs (" + found.front() + " and " +
                 *other + "); build all of them again"};
  return found.front();
}

}  // namespace acrida
