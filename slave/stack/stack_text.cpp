// StackText: libdw's dwfl over the noted /proc/PID/maps.
#include "slave/stack/stack_text.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "slave/stack/frame_name.hpp"

namespace acrida {
namespace {

using journal::StackNote;

/// So many equal frames in a row are written out.
constexpr std::size_t kEqualFrames = 2;
/// Inlined functions multiply the frames.
constexpr std::size_t kMaxShownFrames = 500;

struct Frame {
  std::string name;
  std::string source;  // "shop.cpp:12", or empty
  bool is_of_test = false;
  bool operator==(const Frame&) const = default;
  std::string text() const { return source.empty() ? name : name + " " + source; }
};

// Only what is in the files themselves: nothing is looked for elsewhere, let alone on a network.
int find_no_debuginfo(Dwfl_Module*, void**, const char*, Dwarf_Addr, const char*, const char*,
                      GElf_Word, char**) {
  return -1;
}

int find_file(Dwfl_Module* module, void** data, const char* name, Dwarf_Addr base, char** file,
              Elf** elf) {
  if (!name || name[0] != '/') return -1;  // [vdso] and the like
  return dwfl_linux_proc_find_elf(module, data, name, base, file, elf);
}

class Symbols {
 public:
  Symbols(const StackNote& note, const std::string& library) : library_(library) {
    static const Dwfl_Callbacks callbacks = {find_file, find_no_debuginfo, nullptr, nullptr};
    dwfl_.reset(dwfl_begin(&callbacks));
    std::string maps(note.maps, std::min<std::size_t>(note.maps_bytes, journal::kMaxMapsBytes));
    maps.resize(maps.rfind('\n') + 1);  // the last line may have been cut
    if (!dwfl_ || maps.empty()) return;
    std::FILE* file = fmemopen(maps.data(), maps.size(), "r");
    if (!file) return;
    dwfl_linux_proc_maps_report(dwfl_.get(), file);
    dwfl_report_end(dwfl_.get(), nullptr, nullptr);
    std::fclose(file);
  }

  /// The function at an address and, before it, those that were inlined there.
  void add_frames(std::uint64_t address, std::vector<Frame>& frames) const {
    Dwfl_Module* module = dwfl_ ? dwfl_addrmodule(dwfl_.get(), address) : nullptr;
    if (!module) return frames.push_back({"??", "", false});
    const char* path =
        dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    const std::string file = path ? path : "";
    std::string source = source_of(module, address);
    const auto add = [&](std::string name) {
      const bool is_of_test = file == library_ && !is_library_name(name);
      frames.push_back({std::move(name), std::exchange(source, ""), is_of_test});
    };
    for (Dwarf_Die& inlined : inlined_at(module, address)) {
      add(name_of(inlined));
      source = call_of(inlined);
    }
    const char* symbol = dwfl_module_addrname(module, address);
    add(symbol ? frame_name(symbol) : "?? in " + base_name(file));
  }

 private:
  static std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

  static std::string source_of(Dwfl_Module* module, std::uint64_t address) {
    Dwfl_Line* found = dwfl_module_getsrc(module, address);
    int line = 0;
    const char* file =
        found ? dwfl_lineinfo(found, nullptr, &line, nullptr, nullptr, nullptr) : nullptr;
    return file ? base_name(file) + ":" + std::to_string(line) : "";
  }

  /// From the innermost.
  static std::vector<Dwarf_Die> inlined_at(Dwfl_Module* module, std::uint64_t address) {
    std::vector<Dwarf_Die> inlined;
    Dwarf_Addr bias = 0;
    Dwarf_Die* unit = dwfl_module_addrdie(module, address, &bias);
    Dwarf_Die* scopes = nullptr;
    const int count = unit ? dwarf_getscopes(unit, address - bias, &scopes) : 0;
    for (int i = 0; i < count; ++i) {
      if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram) break;
      if (dwarf_tag(&scopes[i]) == DW_TAG_inlined_subroutine) inlined.push_back(scopes[i]);
    }
    std::free(scopes);
    return inlined;
  }

  static std::string name_of(Dwarf_Die& die) {
    Dwarf_Attribute attribute;
    const char* linkage =
        dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_linkage_name, &attribute));
    if (linkage) return frame_name(linkage);
    const char* plain = dwarf_diename(&die);
    return plain ? plain : "??";
  }

  static std::string call_of(Dwarf_Die& inlined) {
    Dwarf_Attribute attribute;
    Dwarf_Word file = 0, line = 0;
    Dwarf_Die unit;
    Dwarf_Files* files = nullptr;
    std::size_t count = 0;
    if (dwarf_formudata(dwarf_attr(&inlined, DW_AT_call_file, &attribute), &file) != 0 ||
        dwarf_formudata(dwarf_attr(&inlined, DW_AT_call_line, &attribute), &line) != 0 ||
        !dwarf_diecu(&inlined, &unit, nullptr, nullptr) ||
        dwarf_getsrcfiles(&unit, &files, &count) != 0 || file >= count)
      return "";
    const char* path = dwarf_filesrc(files, file, nullptr, nullptr);
    return path ? base_name(path) + ":" + std::to_string(line) : "";
  }
  struct End {
    void operator()(Dwfl* dwfl) const { dwfl_end(dwfl); }
  };
  const std::string& library_;
  std::unique_ptr<Dwfl, End> dwfl_;
};

std::string lines_of(const std::vector<Frame>& frames, std::size_t gap, std::uint64_t left_out) {
  std::string lines;
  std::size_t equal = 0;
  const auto add = [&lines](const std::string& text) {
    lines += (lines.empty() ? "" : "\n") + text;
  };
  const auto say_equal = [&] {
    if (equal > kEqualFrames) add("(" + std::to_string(equal - kEqualFrames) + " more of these)");
  };
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const bool repeats = i > 0 && i != gap && frames[i] == frames[i - 1];
    if (!repeats) {
      say_equal();
      equal = 0;
    }
    if (i == gap && i > 0 && left_out > 0)
      add("(" + std::to_string(left_out) + " frames left out)");
    if (++equal <= kEqualFrames) add(frames[i].text());
  }
  say_equal();
  return lines;
}

}  // namespace

StackText stack_text(const StackNote& note, const std::string& library) {
  const Symbols symbols(note, library);
  std::vector<Frame> frames;
  std::size_t gap = 0;  // where frames were left out
  const std::size_t count = std::min<std::size_t>(note.frames, journal::kMaxFrames);
  for (std::size_t i = 0; i < count && frames.size() < kMaxShownFrames; ++i) {
    if (i == journal::kInnermostFrames) gap = frames.size();
    symbols.add_frames(note.frame[i], frames);
  }

  // Who ends a process does so through functions that say nothing of the reason.
  std::size_t messengers = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (is_messenger_name(frames[i].name))
      messengers = i + 1;
    else if (!frames[i].name.starts_with("??"))
      break;
  }
  if (messengers < frames.size()) {
    frames.erase(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(messengers));
    gap -= std::min(gap, messengers);
  }
  const auto of_test = [](const Frame& frame) { return frame.is_of_test; };
  const auto outermost = std::find_if(frames.rbegin(), frames.rend(), of_test).base();
  StackText text;
  if (outermost != frames.begin()) {
    text.place = std::find_if(frames.begin(), frames.end(), of_test)->text();
    frames.erase(outermost, frames.end());
  } else if (!frames.empty()) {
    text.place = frames.front().text();
  }
  text.lines = lines_of(frames, gap, note.left_out);
  return text;
}

std::string describe_end(const StackNote& note, const StackText& stack) {
  std::string text(note.message,
                   std::min<std::size_t>(note.message_bytes.load(), journal::kMaxMessageBytes));
  if (note.state.load() == StackNote::kNone) return text;
  const char* abbreviation = sigabbrev_np(note.signal);
  const std::string signal = abbreviation ? std::string("SIG") + abbreviation : "a signal";
  if (!text.empty())
    text += " (" + signal + ")";
  else if (note.stack_overflow)
    text = "stack overflow (" + signal + ")";
  else
    text = signal + (note.null_pointer ? " (null pointer)" : "");
  if (!stack.place.empty()) text += " in " + stack.place;
  return text;
}

}  // namespace acrida
