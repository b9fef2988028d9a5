test "$(sh total.sh 1 2)" = 3
