"""Setting the values of parameters: what a change comes to, who may, and putting it in force."""
