// DomainXml: a domain of libvirt as its XML has it, and what becomes of it in a clone.
#include "cloud/libvirt/domain_xml.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <string_view>

namespace acrida {
namespace {

/// Whatever the prefix of its name space.
std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);
}

bool is_tags(const pugi::xml_node& node) {
  const auto is_uri = [](const pugi::xml_attribute& attribute) {
    return std::string_view(attribute.value()) == DomainXml::kTagsUri;
  };
  return local_name(node) == "tags" && node.find_attribute(is_uri);
}

std::string text_of(const pugi::xml_document& document) {
  std::ostringstream text;
  document.save(text, "  ", pugi::format_default | pugi::format_no_declaration);
  return text.str();
}

void append_tags(pugi::xml_node node, const char* name, const CloudTags& tags) {
  for (const auto& [key, value] : tags) {
    pugi::xml_node tag = node.append_child(name);
    tag.append_attribute("k") = key.c_str();
    tag.append_attribute("v") = value.c_str();
  }
}

std::string_view device_of(const pugi::xml_node& disk) {
  return disk.attribute("device").as_string("disk");
}

bool is_written(const pugi::xml_node& disk) {
  return device_of(disk) == "disk" && !disk.child("readonly") && !disk.child("shareable");
}

void set_source(pugi::xml_node disk, const std::string& path, const char* format) {
  for (const char* name : {"source", "backingStore", "auth", "encryption"})
    while (disk.remove_child(name)) {
    }
  disk.remove_attribute("type");
  disk.prepend_attribute("type") = "file";
  pugi::xml_node driver = disk.child("driver");
  if (!driver) driver = disk.prepend_child("driver");
  driver.remove_attribute("type");
  driver.append_attribute("type") = format;
  disk.insert_child_after("source", driver).append_attribute("file") = path.c_str();
}

/// The next free one of the same kind: vdb after vda.
std::string free_target(const pugi::xml_node& devices, const std::string& like) {
  std::set<std::string> taken;
  for (const pugi::xml_node& disk : devices.children("disk"))
    taken.insert(disk.child("target").attribute("dev").value());
  const std::string kind = like.substr(0, like.size() - 1);
  for (char letter = 'b'; letter <= 'z'; ++letter)
    if (!taken.contains(kind + letter)) return kind + letter;
  return kind + "z";
}

/// Disks of these cannot be read-only. Without a bus the name of the target tells it.
bool is_ata(const pugi::xml_node& target) {
  const std::string_view bus = target.attribute("bus").value();
  const std::string_view name = target.attribute("dev").value();
  return bus == "sata" || bus == "ide" || (bus.empty() && name.starts_with("hd"));
}

void append_seed(pugi::xml_node devices, const pugi::xml_node& like, const std::string& path) {
  const pugi::xml_node target = like.child("target");
  pugi::xml_node disk = devices.append_child("disk");
  disk.append_attribute("device") = is_ata(target) ? "cdrom" : "disk";
  set_source(disk, path, "raw");
  pugi::xml_node own = disk.append_child("target");
  own.append_attribute("dev") = free_target(devices, target.attribute("dev").value()).c_str();
  if (const pugi::xml_attribute bus = target.attribute("bus"))
    own.append_attribute("bus") = bus.value();
  disk.append_child("readonly");
}

void change_disks(pugi::xml_node devices, const DomainClone& clone) {
  std::vector<pugi::xml_node> removable, written;
  for (const pugi::xml_node& disk : devices.children("disk")) {
    if (device_of(disk) == "cdrom" || device_of(disk) == "floppy") removable.push_back(disk);
    if (is_written(disk)) written.push_back(disk);
  }
  for (const pugi::xml_node& disk : removable) devices.remove_child(disk);
  for (const pugi::xml_node& disk : written) {
    const auto overlay = clone.overlays.find(disk.child("target").attribute("dev").value());
    if (overlay != clone.overlays.end()) set_source(disk, overlay->second, "qcow2");
  }
  if (!written.empty()) append_seed(devices, written.front(), clone.seed);
}

}  // namespace

std::optional<DomainXml> DomainXml::parse(const std::string& text) {
  auto document = std::make_shared<pugi::xml_document>();
  if (!document->load_string(text.c_str()) || !document->child("domain")) return std::nullopt;
  DomainXml xml;
  xml.document_ = std::move(document);
  return xml;
}

std::string DomainXml::title() const {
  return domain().child_value("title");
}

std::uint32_t DomainXml::cores() const {
  return domain().child("vcpu").text().as_uint();
}

std::vector<DomainDisk> DomainXml::disks() const {
  std::vector<DomainDisk> disks;
  for (const pugi::xml_node& disk : domain().child("devices").children("disk")) {
    if (!is_written(disk)) continue;
    const pugi::xml_node source = disk.child("source");
    const std::string_view type = disk.attribute("type").value();
    DomainDisk one{.target = disk.child("target").attribute("dev").value(),
                   .format = disk.child("driver").attribute("type").as_string("raw"),
                   .path = source.attribute(type == "block" ? "dev" : "file").value()};
    if (type == "volume") {
      one.pool = source.attribute("pool").value();
      one.volume = source.attribute("volume").value();
    }
    disks.push_back(std::move(one));
  }
  return disks;
}

std::vector<std::string> DomainXml::paths() const {
  std::vector<std::string> paths;
  for (const pugi::xml_node& disk : domain().child("devices").children("disk"))
    if (const auto file = disk.child("source").attribute("file")) paths.emplace_back(file.value());
  return paths;
}

std::string DomainXml::problem() const {
  const std::vector<DomainDisk> all = disks();
  if (all.empty()) return "it has no disk";
  for (const DomainDisk& disk : all)
    if (disk.path.empty() && disk.volume.empty())
      return "its disk " + disk.target + " is no file, block device or volume of a pool";
  return "";
}

std::string DomainXml::clone_text(const DomainClone& clone) const {
  pugi::xml_document document;
  document.reset(*document_);
  pugi::xml_node domain = document.child("domain");
  for (const char* name : {"uuid", "genid"}) domain.remove_child(name);
  domain.remove_attribute("id");
  domain.child("name").text().set(clone.name.c_str());
  // libvirt makes them anew, from the same template, in a file of the clone's own.
  if (pugi::xml_node variables = domain.child("os").child("nvram")) {
    variables.remove_children();
    variables.remove_attribute("type");  // it needs a source
  }
  pugi::xml_node metadata = domain.child("metadata");
  if (!metadata) metadata = domain.insert_child_after("metadata", domain.child("name"));
  while (pugi::xml_node old = metadata.find_child(is_tags)) metadata.remove_child(old);
  pugi::xml_node tags = metadata.append_child("acrida:tags");
  tags.append_attribute("xmlns:acrida") = kTagsUri;
  append_tags(tags, "acrida:tag", clone.tags);
  pugi::xml_node devices = domain.child("devices");
  for (pugi::xml_node card : devices.children("interface")) card.remove_child("mac");
  change_disks(devices, clone);
  return text_of(document);
}

CloudTags parse_tags(const std::string& text) {
  pugi::xml_document document;
  CloudTags tags;
  if (!document.load_string(text.c_str())) return tags;
  for (const pugi::xml_node& tag : document.document_element().children())
    if (local_name(tag) == "tag") tags[tag.attribute("k").value()] = tag.attribute("v").value();
  return tags;
}

std::string tags_text(const CloudTags& tags) {
  pugi::xml_document document;
  append_tags(document.append_child("tags"), "tag", tags);  // libvirt gives it the name space
  return text_of(document);
}

std::optional<WallTime> volume_change(const std::string& text) {
  pugi::xml_document document;
  if (!document.load_string(text.c_str())) return std::nullopt;
  const pugi::xml_node times = document.child("volume").child("target").child("timestamps");
  const std::chrono::seconds since_epoch(
      static_cast<std::int64_t>(times.child("mtime").text().as_double()));
  if (since_epoch.count() <= 0) return std::nullopt;
  return WallTime(since_epoch);
}

}  // namespace acrida
