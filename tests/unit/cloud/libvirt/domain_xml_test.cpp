// DomainXml, DomainVolumes and the meaning of libvirt's errors.
#include "cloud/libvirt/domain_xml.hpp"

#include <libvirt/virterror.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cloud/libvirt/domain_volumes.hpp"
#include "cloud/libvirt/libvirt_fault.hpp"

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// As libvirt writes one, with all that a clone must not have in common with it.
constexpr char kTemplate[] = R"(<domain type='kvm'>
  <name>golden</name>
  <uuid>8b4b1c4e-0f0f-4a64-9f0e-2f2d3a3b4c5d</uuid>
  <title>Debian 12</title>
  <metadata>
    <os:info xmlns:os='http://libosinfo.org/xmlns/libvirt/domain/1.0'/>
    <a:tags xmlns:a='urn:acrida:tags:1'><a:tag k='acrida' v='slave-template'/></a:tags>
  </metadata>
  <vcpu placement='static'>4</vcpu>
  <os><nvram template='/usr/share/vars.fd'>/var/lib/nvram/golden_VARS.fd</nvram></os>
  <devices>
    <disk type='file' device='cdrom'><source file='/iso/install.iso'/><target dev='vdb' bus='virtio'/><readonly/></disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='none'/><source file='/images/golden.raw'/>
      <backingStore type='file'><source file='/images/base.raw'/></backingStore>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='volume' device='disk'>
      <driver name='qemu' type='qcow2'/><source pool='fast' volume='golden-data'/><target dev='vdc' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'><source file='/images/data.iso'/><target dev='vdd' bus='virtio'/><readonly/></disk>
    <interface type='network'><mac address='52:54:00:01:02:03'/><source network='default'/></interface>
  </devices>
</domain>)";

DomainXml golden() {
  return *DomainXml::parse(kTemplate);
}

TEST(DomainXml, TellsItsDisksAndCores) {
  const DomainXml xml = golden();
  EXPECT_EQ(xml.title(), "Debian 12");
  EXPECT_EQ(xml.cores(), 4u);
  EXPECT_EQ(xml.problem(), "");
  const auto disks = xml.disks();
  ASSERT_EQ(disks.size(), 2u);
  EXPECT_EQ(disks[0].target + " " + disks[0].format + " " + disks[0].path,
            "vda raw /images/golden.raw");
  EXPECT_EQ(disks[1].pool + " " + disks[1].volume, "fast golden-data");
  EXPECT_THAT(xml.paths(),
              ElementsAre("/iso/install.iso", "/images/golden.raw", "/images/data.iso"));
}

TEST(DomainXml, ACloneHasNothingThatMustBeItsOwn) {
  const std::string text =
      golden().clone_text({.name = "acrida-m-0",
                           .tags = {{"acrida", "slave"}, {"acrida-run", "a<b & \"c\""}},
                           .overlays = {{"vda", "/pool/m.vda"}, {"vdc", "/pool/m.vdc"}},
                           .seed = "/pool/m.iso"});
  for (const char* gone :
       {"golden", "uuid", "52:54", "install.iso", "base.raw", "slave-template", "VARS"})
    EXPECT_THAT(text, Not(HasSubstr(gone)));
  for (const char* kept : {"type=\"kvm\"", "/usr/share/vars.fd", "cache=\"none\"", "os:info",
                           "/images/data.iso", "network=\"default\""})
    EXPECT_THAT(text, HasSubstr(kept));
  const auto clone = DomainXml::parse(text);
  ASSERT_TRUE(clone);
  const auto disks = clone->disks();
  ASSERT_EQ(disks.size(), 2u) << text;
  EXPECT_EQ(disks[0].path + " " + disks[0].format, "/pool/m.vda qcow2");
  EXPECT_EQ(disks[1].path + " " + disks[1].format, "/pool/m.vdc qcow2");
  EXPECT_THAT(clone->paths(),
              ElementsAre("/pool/m.vda", "/pool/m.vdc", "/images/data.iso", "/pool/m.iso"));
  // The seed is where nothing else is.
  EXPECT_THAT(text, HasSubstr("<target dev=\"vdb\" bus=\"virtio\""));
}

/// What becomes of <os> and of one disk in a clone.
std::string clone_of(const std::string& os, const std::string& target) {
  const std::string text = "<domain><name>golden</name><os>" + os +
                           "</os><devices><disk type='file' device='disk'><source file='/g.raw'/>" +
                           target + "</disk></devices></domain>";
  return DomainXml::parse(text)->clone_text(
      {.name = "m", .tags = {}, .overlays = {}, .seed = "/pool/m.iso"});
}

TEST(DomainXml, AClonesFirmwareHasVariablesOfItsOwn) {
  const std::string text = clone_of(
      "<nvram type='file' template='/usr/share/vars.fd' templateFormat='raw'>"
      "<source file='/nvram/golden_VARS.fd'/></nvram>",
      "<target dev='vda' bus='virtio'/>");
  EXPECT_THAT(text, HasSubstr(R"(<nvram template="/usr/share/vars.fd" templateFormat="raw" />)"));
}

TEST(DomainXml, ASeedOnABusWithoutReadOnlyDisksIsACdrom) {
  for (const char* target :
       {"<target dev='sda' bus='sata'/>", "<target dev='hda' bus='ide'/>", "<target dev='hda'/>"})
    EXPECT_THAT(clone_of("", target), HasSubstr(R"(<disk type="file" device="cdrom">)")) << target;
  for (const char* target : {"<target dev='sda' bus='scsi'/>", "<target dev='vda' bus='virtio'/>"})
    EXPECT_THAT(clone_of("", target), Not(HasSubstr("cdrom"))) << target;
}

TEST(DomainXml, TagsSurviveWhateverTheyHave) {
  const CloudTags tags{{"acrida", "slave"}, {"acrida-run", "a<b & 'c' \"d\""}};
  EXPECT_EQ(parse_tags(tags_text(tags)), tags);
  EXPECT_EQ(parse_tags("<a:tags xmlns:a='urn:acrida:tags:1'><a:tag k='x' v='y'/></a:tags>"),
            (CloudTags{{"x", "y"}}));
  EXPECT_EQ(parse_tags(""), CloudTags{});
  EXPECT_EQ(parse_tags("<tags><tag"), CloudTags{});
}

TEST(DomainXml, WhatCannotBeClonedSaysWhy) {
  EXPECT_FALSE(DomainXml::parse("<pool/>"));
  EXPECT_FALSE(DomainXml::parse("no XML"));
  EXPECT_EQ(DomainXml::parse("<domain/>")->problem(), "it has no disk");
  EXPECT_EQ(
      DomainXml::parse("<domain><devices><disk type='network' device='disk'>"
                       "<source protocol='rbd'/><target dev='vda'/></disk></devices></domain>")
          ->problem(),
      "its disk vda is no file, block device or volume of a pool");
}

TEST(DomainXml, AVolumeTellsWhenItWasWritten) {
  const auto time = volume_change(
      "<volume><target><timestamps><mtime>1341933637.27</mtime></timestamps></target></volume>");
  ASSERT_TRUE(time);
  EXPECT_EQ(expiry_text(*time), "2012-07-10T15:20:37Z");
  EXPECT_FALSE(volume_change("<volume/>"));
}

TEST(DomainVolumes, AreKnownByTheirNames) {
  const DomainVolumes own("12ab-10.0.2.2-5557");
  EXPECT_EQ(own.machine_of(own.overlay("acrida-m-0", "vda")), "acrida-m-0");
  EXPECT_EQ(own.machine_of(own.seed("acrida-m-0")), "acrida-m-0");
  for (const char* other :
       {"debian.qcow2", "acrida-slave.12ab-10.0.2.2-5557.m.qcow2",
        "acrida-slave.12ab-10.0.2.2-5557.m.vda.raw", "acrida-slave.12ab-10.0.2.2-5557..vda.qcow2",
        "acrida-slave.12ab-10.0.2.2-55570.m.vda.qcow2"})
    EXPECT_EQ(own.machine_of(other), std::nullopt) << other;
}

TEST(DomainVolumes, AFleetWhoseNameStartsLikeAnothersIsNotThat) {
  const DomainVolumes one("a"), other("a.b");
  EXPECT_EQ(one.machine_of(other.overlay("m", "vda")), std::nullopt);
  EXPECT_EQ(other.machine_of(one.overlay("b", "vda")), std::nullopt);
  EXPECT_EQ(DomainVolumes("../x").overlay("m", "vda"), "acrida-slave..._x.m.vda.qcow2");
}

TEST(LibvirtFault, DecidesWhatComesNext) {
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_NO_DOMAIN, ""), CloudFault::not_found);
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_OPERATION_FAILED, "domain 'x' already exists with uuid y"),
            CloudFault::already_exists);
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_OPERATION_FAILED, "no"), CloudFault::internal);
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_INTERNAL_ERROR,
                             "qemu unexpectedly closed the monitor: cannot set up guest memory"),
            CloudFault::capacity);
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_SYSTEM_ERROR, "cannot write: No space left on device"),
            CloudFault::capacity);
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_INTERNAL_ERROR, "client socket is closed"),
            CloudFault::outcome_unknown);
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_ACCESS_DENIED, ""), CloudFault::auth);
  EXPECT_EQ(fault_of_libvirt(VIR_ERR_NO_CONNECT, ""), CloudFault::transient);
}

}  // namespace
}  // namespace acrida
