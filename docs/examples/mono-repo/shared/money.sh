money() {
  echo "$1.00"
}
