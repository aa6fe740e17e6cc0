{-# LANGUAGE GADTs #-}
-- | In-memory store.
module Shop.Stock
  ( Store (..)
  , insert
  ) where

import Control.Monad (forM_, when)
import qualified Data.Map.Strict as Map
import Data.List hiding (insert)
import Shop.Clock

infixr 5 <+>

-- | Names of items.
type Names = Map.Map Int String

newtype Key = Key { unKey :: Int }
  deriving (Eq, Ord)

-- | How full a shelf is.
data Level
  = Low
  | High Int
  deriving (Show, Eq)

data Item a = Item
  { itemName :: String
  , itemSize :: !a
  }

data Expr a where
  IntE :: Int -> Expr Int
  Add :: Expr Int -> Expr Int -> Expr Int

class Monoid s => Store s where
  empty :: s
  get :: Int -> s -> Maybe String
  size :: s -> Int
  size _ = 0

instance Show a => Show (Item a) where
  show item = itemName item ++ " 世界"

instance Store Names where
  empty = Map.empty
  get key = Map.lookup key

greeting :: String
greeting = "Grüße"

(<+>) :: Names -> Names -> Names
left <+> right = Map.union left right

-- | Inserts one item.
insert :: Int -> String -> Names -> Names
insert key value names
  | key < limit = Map.insert key (normalize value) names
  | otherwise = names
  where
    limit = 10
    normalize = filter (/= ' ')

walk :: Names -> IO ()
walk names = do
  now <- currentTime
  forM_ (Map.toList names) $ \(key, name) -> do
    when (key > 3) $ putStrLn name
    let step x = x + 1
    print (step key)
  case get 1 names of
    Just found -> putStrLn found
    Nothing -> pure ()

type family Elem c
