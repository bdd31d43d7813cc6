// LibvirtClone: one machine that is being made, and what is undone when that fails.
#include "cloud/libvirt/libvirt_clone.hpp"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>
#include <utility>

#include "cloud/libvirt/seed_image.hpp"

namespace acrida {
namespace {

constexpr char kSecretMode[] = "0600";

struct VolumeWish {
  std::string name;
  std::string format;
  std::uint64_t capacity_bytes = 0;  // 0 = that of the disk below it
  const DomainDisk* below = nullptr;
  std::string mode = {};
};

std::string volume_xml(const VolumeWish& wish) {
  pugi::xml_document document;
  pugi::xml_node volume = document.append_child("volume");
  volume.append_child("name").text().set(wish.name.c_str());
  if (wish.capacity_bytes > 0) {
    pugi::xml_node capacity = volume.append_child("capacity");
    capacity.append_attribute("unit") = "bytes";
    capacity.text().set(static_cast<unsigned long long>(wish.capacity_bytes));
  }
  pugi::xml_node target = volume.append_child("target");
  target.append_child("format").append_attribute("type") = wish.format.c_str();
  if (!wish.mode.empty())
    target.append_child("permissions").append_child("mode").text().set(wish.mode.c_str());
  if (wish.below != nullptr) {
    pugi::xml_node below = volume.append_child("backingStore");
    below.append_child("path").text().set(wish.below->path.c_str());
    below.append_child("format").append_attribute("type") = wish.below->format.c_str();
  }
  std::ostringstream text;
  document.save(text);
  return text.str();
}

void check_stop(const std::stop_token& stop) {
  if (stop.stop_requested()) throw CloudError{CloudFault::cancelled, "", "it was given up"};
}

}  // namespace

LibvirtClone::LibvirtClone(const LibvirtConnection& libvirt, const StoragePool& pool,
                           const CloneSpec& spec)
    : libvirt_(libvirt),
      pool_(pool),
      spec_(spec),
      names_(tag_of(spec.tags, cloud_tag::kFleet)),
      clone_{.name = spec.name, .tags = spec.tags, .overlays = {}, .seed = ""} {}

void LibvirtClone::make(const std::stop_token& stop) {
  try {
    make_all(stop);
  } catch (const CloudError& why) {
    try {
      undo();
    } catch (const CloudError& left) {
      throw CloudError{CloudFault::outcome_unknown, "",
                       why.cause + "; what was made cannot be undone: " + left.cause};
    }
    throw;
  }
}

void LibvirtClone::make_all(const std::stop_token& stop) {
  const DomainXml from = read_template();
  for (DomainDisk disk : from.disks()) {
    check_stop(stop);
    disk.path = path_of(disk);
    make_overlay(disk);
  }
  check_stop(stop);
  make_seed();
  check_stop(stop);
  domain_ = libvirt_.define(from.clone_text(clone_));
  check_stop(stop);
  libvirt_.start(domain_);
  check_stop(stop);
}

DomainXml LibvirtClone::read_template() const {
  const Domain domain = libvirt_.domain(spec_.template_id);
  const auto text = domain ? libvirt_.xml_of(domain) : std::nullopt;
  auto xml = text ? DomainXml::parse(*text) : std::nullopt;
  if (!xml)
    throw CloudError{CloudFault::not_found, "", "there is no template " + spec_.template_id};
  std::string problem = xml->problem();
  if (problem.empty() && libvirt_.is_active(domain)) problem = "it is running: shut it down";
  if (!problem.empty())
    throw CloudError{CloudFault::invalid, "", "template " + spec_.template_id + ": " + problem,
                     "`acrida cloud template check` tells what a template needs"};
  return *xml;
}

std::string LibvirtClone::path_of(const DomainDisk& disk) const {
  if (!disk.path.empty()) return disk.path;
  const StoragePool pool = libvirt_.pool(disk.pool);
  const StorageVolume volume = libvirt_.volume_named(pool, disk.volume);
  if (!volume)
    throw CloudError{CloudFault::not_found, "",
                     "pool " + disk.pool + " has no volume " + disk.volume};
  return libvirt_.path_of(volume);
}

void LibvirtClone::make_overlay(const DomainDisk& disk) {
  VolumeWish wish{.name = names_.overlay(spec_.name, disk.target),
                  .format = "qcow2",
                  .capacity_bytes = 0,
                  .below = &disk};
  if (const StorageVolume below = libvirt_.volume_at(disk.path))
    wish.capacity_bytes = libvirt_.capacity_bytes(below);
  const StorageVolume& made = make_volume(wish.name, volume_xml(wish));
  clone_.overlays[disk.target] = libvirt_.path_of(made);
}

void LibvirtClone::make_seed() {
  const auto image = seed_image(spec_);
  if (!image) throw CloudError{CloudFault::unsupported, "", image.error().what};
  const VolumeWish wish{.name = names_.seed(spec_.name),
                        .format = "raw",
                        .capacity_bytes = image->size(),
                        .below = nullptr,
                        .mode = kSecretMode};
  const StorageVolume& made = make_volume(wish.name, volume_xml(wish));
  libvirt_.upload(made, *image);
  clone_.seed = libvirt_.path_of(made);
}

const StorageVolume& LibvirtClone::make_volume(const std::string& name, const std::string& xml) {
  // Whoever made it was killed before there was a domain.
  if (const StorageVolume old = libvirt_.volume_named(pool_, name)) {
    if (is_used(libvirt_, libvirt_.path_of(old)))
      throw CloudError{CloudFault::already_exists, "", "a machine uses the volume " + name};
    libvirt_.remove(old);
  }
  return volumes_.emplace_back(libvirt_.make_volume(pool_, xml));
}

void LibvirtClone::undo() {
  if (domain_) {
    libvirt_.destroy(domain_);
    libvirt_.undefine(domain_);
  }
  for (const StorageVolume& volume : volumes_) libvirt_.remove(volume);
}

bool is_used(const LibvirtConnection& libvirt, const std::string& path) {
  for (const Domain& domain : libvirt.domains()) {
    const auto text = libvirt.xml_of(domain);
    const auto xml = text ? DomainXml::parse(*text) : std::nullopt;
    if (!xml) continue;
    const std::vector<std::string> paths = xml->paths();
    if (std::find(paths.begin(), paths.end(), path) != paths.end()) return true;
  }
  return false;
}

}  // namespace acrida
