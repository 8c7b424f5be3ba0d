"""From records and executed notebooks to documents; never trains."""
