// raise_descriptor_limit: as many open files as the system allows this process.
#pragma once

namespace acrida {

/// Raises the soft limit of file descriptors, often 1,024, to the hard one. Children inherit it.
void raise_descriptor_limit();

}  // namespace acrida
