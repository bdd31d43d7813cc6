// Three classes, one of them of a fixed number, for the distribution over slaves.
#include <acrida/http.hpp>

using namespace acrida;
using namespace std::chrono_literals;

template <int kClass>
struct Visitor : HttpUser {
  Visitor() {
    wait_time = constant(500ms);
    add_task(&Visitor::visit);
  }
  task<> visit() { co_await client.get("/items"); }
};

struct Reader : Visitor<0> {
  Reader() { weight = 3; }
};
struct Writer : Visitor<1> {
  Writer() { weight = 1.5; }
};
struct Admin : Visitor<2> {
  Admin() { fixed_count = 2; }
};
ACRIDA_USER(Reader)
ACRIDA_USER(Writer)
ACRIDA_USER(Admin)
