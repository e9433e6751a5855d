"""What opens in place: the layer at the pointer, and what each number is made of."""
