"""What the long tests share with the short ones: kills, mutations, attackers."""
