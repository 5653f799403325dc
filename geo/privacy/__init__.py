"""What an audience may see: releases of counts on one hierarchy of cells, audited; and texts with persons masked."""
