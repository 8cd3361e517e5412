"""Pages: from bytes in any layout to what stands on them."""
