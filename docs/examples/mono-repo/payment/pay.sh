. "$(dirname "$0")/../shared/money.sh"
echo "paid $(money "$1")"
