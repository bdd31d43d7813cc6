// DomainXml: a domain of libvirt as its XML has it, and what becomes of it in a clone.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "cloud/provider/cloud_tags.hpp"

namespace acrida {

/// A disk that a machine writes to.
struct DomainDisk {
  std::string target;       // "vda"
  std::string format;       // "qcow2"; "raw" when nothing is said
  std::string path;         // "" = it is not a file or block device
  std::string pool = {};    // for one that is a volume of a pool
  std::string volume = {};  // its name there
};

/// What is different in a clone.
struct DomainClone {
  std::string name;
  CloudTags tags;
  std::map<std::string, std::string> overlays;  // path of a qcow2 file for each target
  std::string seed;                             // path of the disk with what the machine is told
};

/// A value. Pure.
class DomainXml final {
 public:
  /// Tags are in <metadata>: <tags xmlns="urn:acrida:tags:1"><tag k="acrida" v="slave"/></tags>
  static constexpr char kTagsUri[] = "urn:acrida:tags:1";

  /// Nothing when it is none.
  static std::optional<DomainXml> parse(const std::string& text);

  std::string title() const;
  std::uint32_t cores() const;
  std::vector<DomainDisk> disks() const;
  /// Those of all its disks that are files.
  std::vector<std::string> paths() const;
  /// "" or why nothing can be cloned from it.
  std::string problem() const;
  /// The domain itself with another name and disks, without what must be its own (UUID, MAC addresses,
  /// variables of its firmware) and without drives for removable media.
  std::string clone_text(const DomainClone& clone) const;

 private:
  pugi::xml_node domain() const { return document_->child("domain"); }

  std::shared_ptr<const pugi::xml_document> document_;  // shared by copies; nobody changes it
};

// As libvirt has them beside the domain, without the name space.
CloudTags parse_tags(const std::string& text);  // none when it is something else
std::string tags_text(const CloudTags& tags);

/// When a volume was last written to, as its XML has it; nothing when that says nothing.
std::optional<WallTime> volume_change(const std::string& text);

}  // namespace acrida
