defmodule Shop.Stock do
  @moduledoc """
  Keeps items in memory. Größe: 世界.
  """

  use GenServer, restart: :transient
  import Ecto.Query, only: [from: 2]
  alias Shop.Shared.Clock
  alias Shop.{Item, Box}
  require Logger

  @behaviour Shop.Store
  @limit 10

  defstruct [:name, size: 1]

  @type t :: %__MODULE__{name: String.t(), size: integer}
  @callback get(key :: term) :: Item.t() | nil

  defmodule Missing do
    defexception [:message]
  end

  defmacro twice(expr) do
    quote do
      unquote(expr) + unquote(expr)
    end
  end

  defguard is_big(size) when size > @limit

  @doc "Starts a store."
  @spec start_link(keyword) :: GenServer.on_start()
  def start_link(opts \\ []) do
    GenServer.start_link(__MODULE__, opts, name: __MODULE__)
  end

  @impl true
  def handle_call({:get, key}, _from, state) when is_atom(key) do
    item =
      state
      |> Map.get(key)
      |> normalize()
      |> tap(fn item -> Logger.info("gefunden: #{inspect(item)}") end)

    {:reply, item, %{state | size: 2}}
  end

  def handle_call(:clear, _from, _state), do: {:reply, :ok, %Box{}}

  defp normalize(nil), do: raise(Missing, "fehlt")

  defp normalize(%Item{name: name} = item) do
    with {:ok, clean} <- clean(name),
         true <- is_big(item.size) do
      Enum.map([1, 2], &twice(&1))
      %{item | name: clean, at: Clock.now()}
    else
      _ -> item
    end
  end

  defp clean(name), do: {:ok, String.trim(name)}
  defdelegate count(store), to: Enum
end

defprotocol Shop.Label do
  def label(item)
end

defimpl Shop.Label, for: Shop.Item do
  def label(item), do: item.name
end
