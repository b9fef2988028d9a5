test "$(sh pay.sh 7)" = "paid 7.00"
