# price of an order: how many, at how much
echo $(($1 * $2))
