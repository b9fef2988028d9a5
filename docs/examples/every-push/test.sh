set -eu
. ./greet.sh
test "$(greet)" = "Hello, world!"
test "$(greet Ada)" = "Hello, Ada!"
echo "2 tests passed"
