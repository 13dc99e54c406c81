"""One module per subcommand of `complaintkit`."""
