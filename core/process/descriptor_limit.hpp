// DescriptorLimit: how many files and sockets this process may have open.
#pragma once

namespace acrida {

/// Raises the soft limit to what the hard one allows: each slave of a master and each user of a
/// runner may hold sockets. Nothing happens when that cannot be done.
void raise_descriptor_limit();

}  // namespace acrida
