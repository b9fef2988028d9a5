total=0
for number in 1 2 3 4; do
  total=$((total + number))
done
test $total = 10
