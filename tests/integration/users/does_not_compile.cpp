// For the compiler's message.
#include <acrida/http.hpp>

struct Broken : acrida::HttpUser {
  Broken() { add_task(&Broken::there_is_no_such_task); }
};
ACRIDA_USER(Broken)
