"""What the region's planners read: counts that name nobody, of houses and of need."""
