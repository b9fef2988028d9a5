case $1 in
  check|package|slow) echo "making $1 for $STAGE" ;;
  *) echo "no goal $1" && exit 2 ;;
esac
