// LibvirtProvider: machines that are virtual ones of a hypervisor of one's own.
#include "cloud/libvirt/libvirt_provider.hpp"

#include <algorithm>
#include <cctype>
#include <thread>
#include <utility>

#include "cloud/libvirt/domain_xml.hpp"
#include "cloud/libvirt/libvirt_clone.hpp"

namespace acrida {
namespace {

constexpr std::chrono::milliseconds kStep{100};
constexpr std::chrono::seconds kButtonPeriod{5};  // a guest that boots does not hear it
constexpr std::size_t kMaxNameBytes = 100;

/// It is a part of a volume's name.
bool is_name(const std::string& text) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; };
  return !text.empty() && text.size() <= kMaxNameBytes &&
         std::all_of(text.begin(), text.end(), fits);
}

Domain find(const LibvirtConnection& libvirt, const std::string& id) {
  Domain domain = libvirt.domain(id);
  if (!domain) throw CloudError{CloudFault::not_found, "", "there is no machine " + id};
  return domain;
}

/// Nothing else is ever changed, whoever asks.
Domain find_own(const LibvirtConnection& libvirt, const std::string& id) {
  Domain domain = find(libvirt, id);
  const CloudTags tags = parse_tags(libvirt.tags_of(domain));
  if (!is_ours(tags, tag_of(tags, cloud_tag::kFleet)))
    throw CloudError{CloudFault::invalid, "", "domain " + id + " is no machine of a fleet",
                     "it is left alone"};
  return domain;
}

bool is_older(const LibvirtConnection& libvirt, const StorageVolume& volume, WallTime than) {
  const auto changed = volume_change(libvirt.xml_of(volume));
  return changed && *changed < than;
}

}  // namespace

LibvirtProvider::LibvirtProvider(const LibvirtLibrary& library, LibvirtOptions options)
    : library_(library), options_(std::move(options)) {}

ProviderTraits LibvirtProvider::traits() const {
  return {.keeps_stopped = true,
          .keeps_records = false,
          .appears_within = std::chrono::seconds(0),
          .list_period = std::chrono::milliseconds(1'000)};
}

std::shared_ptr<const LibvirtConnection> LibvirtProvider::connect() {
  {
    const std::lock_guard lock(mutex_);
    if (connection_ && connection_->is_alive()) return connection_;
  }
  // Without the lock: a daemon may be silent for long. One of two that are made at once is dropped.
  auto made = std::make_shared<const LibvirtConnection>(library_, options_.uri);
  const std::lock_guard lock(mutex_);
  if (!connection_ || !connection_->is_alive()) connection_.swap(made);
  return connection_;
}

template <class T, class Call>
CloudResult<T> LibvirtProvider::guard(const char* step, Call call) {
  try {
    return call(*connect());
  } catch (CloudError& why) {
    why.step = step;
    return std::move(why);
  }
}

CloudResult<std::vector<MachineTemplate>> LibvirtProvider::templates(const TemplateTag& tag,
                                                                     std::stop_token) {
  using Templates = std::vector<MachineTemplate>;
  return guard<Templates>("templates", [&](const LibvirtConnection& libvirt) {
    Templates found;
    for (const Domain& domain : libvirt.domains()) {
      if (tag_of(parse_tags(libvirt.tags_of(domain)), tag.key) != tag.value) continue;
      const auto text = libvirt.xml_of(domain);
      const auto xml = text ? DomainXml::parse(*text) : std::nullopt;
      if (!xml) continue;
      const std::string name = libvirt.name_of(domain);
      MachineTemplate one{.id = name, .name = name, .description = xml->title()};
      one.cores = xml->cores();
      one.problem = xml->problem();
      if (libvirt.is_active(domain)) one.problem = "it is running: virsh shutdown " + name;
      found.push_back(std::move(one));
    }
    return found;
  });
}

CloudResult<Done> LibvirtProvider::mark_template(const std::string& id, const TemplateTag& tag,
                                                 std::stop_token) {
  return guard<Done>("tag", [&](const LibvirtConnection& libvirt) {
    const Domain domain = libvirt.domain(id);
    if (!domain)
      throw CloudError{CloudFault::not_found, "", options_.uri + " has no domain " + id,
                       "`virsh list --all` has their names"};
    CloudTags tags = parse_tags(libvirt.tags_of(domain));
    if (!tag_of(tags, cloud_tag::kFleet).empty())
      throw CloudError{CloudFault::invalid, "", id + " is a machine of a fleet, no template"};
    tags[tag.key] = tag.value;
    libvirt.set_tags(domain, tags_text(tags));
    return Done{};
  });
}

std::optional<CloudMachine> LibvirtProvider::look_at(const LibvirtConnection& libvirt,
                                                     const Domain& domain) const {
  CloudMachine machine = libvirt.state_of(domain);
  machine.tags = parse_tags(libvirt.tags_of(domain));
  machine.id = machine.name = libvirt.name_of(domain);
  if (machine.state == MachineState::gone) return std::nullopt;
  return machine;
}

CloudResult<std::vector<CloudMachine>> LibvirtProvider::list(const std::string& fleet,
                                                             std::stop_token) {
  using Machines = std::vector<CloudMachine>;
  return guard<Machines>("list", [&](const LibvirtConnection& libvirt) {
    Machines machines;
    std::set<std::string> names;
    for (const Domain& domain : libvirt.domains()) {
      names.insert(libvirt.name_of(domain));
      if (!is_ours(parse_tags(libvirt.tags_of(domain)), fleet)) continue;
      if (auto machine = look_at(libvirt, domain)) machines.push_back(std::move(*machine));
    }
    remove_orphans(libvirt, fleet, names);
    return machines;
  });
}

void LibvirtProvider::remove_orphans(const LibvirtConnection& libvirt, const std::string& fleet,
                                     const std::set<std::string>& names) {
  {
    const std::lock_guard lock(mutex_);
    const Instant now = std::chrono::steady_clock::now();
    if (now < next_orphans_) return;
    next_orphans_ = now + kOrphanPeriod;
  }
  const DomainVolumes own(fleet);
  const WallTime limit = std::chrono::system_clock::now() - kOrphanAge;
  const auto is_orphan = [&](const StorageVolume& volume) {
    const auto machine = own.machine_of(libvirt.name_of(volume));
    return machine && !names.contains(*machine) && !is_being_made(*machine) &&
           is_older(libvirt, volume, limit) && !is_used(libvirt, libvirt.path_of(volume));
  };
  std::vector<StorageVolume> volumes;
  try {
    volumes = libvirt.volumes(libvirt.pool(options_.pool));
  } catch (const CloudError&) {
    return;  // Without a pool no machine can be made, which tells it; the machines are listed.
  }
  for (const StorageVolume& volume : volumes) {
    try {
      if (is_orphan(volume)) libvirt.remove(volume);
    } catch (const CloudError&) {
      // Another time; the others have nothing to do with it.
    }
  }
}

bool LibvirtProvider::is_being_made(const std::string& name) {
  const std::lock_guard lock(mutex_);
  return being_made_.contains(name);
}

CloudResult<CloudMachine> LibvirtProvider::describe(const std::string& id, std::stop_token) {
  return guard<CloudMachine>("describe", [&](const LibvirtConnection& libvirt) {
    auto machine = look_at(libvirt, find(libvirt, id));
    if (!machine) throw CloudError{CloudFault::gone, "", "machine " + id + " has gone"};
    return std::move(*machine);
  });
}

CloudResult<CloudMachine> LibvirtProvider::clone(const CloneSpec& spec, std::stop_token stop) {
  if (!is_name(spec.name))
    return CloudError{CloudFault::invalid, "clone", "this is no name of a machine: " + spec.name};
  {
    const std::lock_guard lock(mutex_);
    if (!being_made_.insert(spec.name).second)
      return CloudError{CloudFault::transient, "clone", spec.name + " is being made"};
  }
  auto made = guard<CloudMachine>("clone", [&](const LibvirtConnection& libvirt) {
    make(libvirt, spec, stop);
    auto machine = look_at(libvirt, find(libvirt, spec.name));
    if (!machine) throw CloudError{CloudFault::gone, "", spec.name + " has gone already"};
    return std::move(*machine);
  });
  const std::lock_guard lock(mutex_);
  being_made_.erase(spec.name);
  return made;
}

void LibvirtProvider::make(const LibvirtConnection& libvirt, const CloneSpec& spec,
                           const std::stop_token& stop) {
  const Domain there = libvirt.domain(spec.name);
  if (!there) return LibvirtClone(libvirt, libvirt.pool(options_.pool), spec).make(stop);
  if (!is_made_for(spec, parse_tags(libvirt.tags_of(there))))
    throw CloudError{CloudFault::already_exists, "", "another domain is called " + spec.name};
  try {
    libvirt.start(there);  // whoever defined it may have been killed before
  } catch (CloudError& why) {
    why.fault = CloudFault::outcome_unknown;  // the machine is there
    throw;
  }
}

CloudResult<Done> LibvirtProvider::start(const std::string& id, std::stop_token) {
  return guard<Done>("start", [&](const LibvirtConnection& libvirt) {
    libvirt.start(find_own(libvirt, id));
    return Done{};
  });
}

CloudResult<Done> LibvirtProvider::stop(const std::string& id, std::stop_token stop) {
  return guard<Done>("stop", [&](const LibvirtConnection& libvirt) {
    shut_down(libvirt, find_own(libvirt, id), stop);
    return Done{};
  });
}

void LibvirtProvider::shut_down(const LibvirtConnection& libvirt, const Domain& domain,
                                const std::stop_token& stop) const {
  const Instant begin = std::chrono::steady_clock::now();
  Instant next_button = begin;
  while (libvirt.is_active(domain)) {
    if (stop.stop_requested()) throw CloudError{CloudFault::cancelled, "", "it was given up"};
    const Instant now = std::chrono::steady_clock::now();
    if (now - begin >= kShutdownLimit) return libvirt.destroy(domain);
    if (now >= next_button) {
      libvirt.press_power_button(domain);
      next_button = now + kButtonPeriod;
    }
    std::this_thread::sleep_for(kStep);
  }
}

/// Volumes of a pool that is not active are not found by their paths, and must not be forgotten.
StorageVolume LibvirtProvider::find_in_pool(const LibvirtConnection& libvirt,
                                            const std::string& name) const {
  try {
    return libvirt.volume_named(libvirt.pool(options_.pool), name);
  } catch (CloudError& why) {
    // Not the machine.
    if (why.fault == CloudFault::not_found) why.fault = CloudFault::invalid;
    throw;
  }
}

/// What is left when it fails half-way is a domain that is listed, and removed again.
CloudResult<Done> LibvirtProvider::remove(const std::string& id, std::stop_token) {
  return guard<Done>("delete", [&](const LibvirtConnection& libvirt) {
    if (!libvirt.domain(id)) return Done{};
    const Domain domain = find_own(libvirt, id);
    const auto text = libvirt.xml_of(domain);
    if (!text) return Done{};
    const auto xml = DomainXml::parse(*text);
    if (!xml) throw CloudError{CloudFault::internal, "", "libvirt's XML cannot be read"};
    const CloudTags tags = parse_tags(libvirt.tags_of(domain));
    const DomainVolumes own(tag_of(tags, cloud_tag::kFleet));
    libvirt.destroy(domain);
    for (const std::string& path : xml->paths()) {
      StorageVolume volume = libvirt.volume_at(path);
      const std::string name = volume ? libvirt.name_of(volume) : path.substr(path.rfind('/') + 1);
      if (own.machine_of(name) != id) continue;
      if (!volume) volume = find_in_pool(libvirt, name);
      if (volume) libvirt.remove(volume);
    }
    libvirt.undefine(domain);
    return Done{};
  });
}

}  // namespace acrida
